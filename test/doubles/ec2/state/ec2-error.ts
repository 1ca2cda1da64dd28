/** What EC2 refuses a request with. Most are 400; https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html */
export class Ec2Error extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'Ec2Error';
    this.code = code;
    this.status = status;
  }
}

/** What no request may ask of the stand-in: a problem of the test, 501. */
export class NotModelled extends Error {}
