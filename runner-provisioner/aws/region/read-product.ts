/** A product with its one price on demand. */
export type Product = {
  readonly attributes: Readonly<Record<string, string>>;
  /** `Hrs`, `GB-Mo` … */
  readonly unit: string;
  readonly usd: number;
};

/**
 * A product as the price list has it, a text of JSON; null: it has no such price, or is written in another way.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export function readProduct(text: string): Product | null {
  const { product, terms } = parsed(text);
  const attributes = Object.entries(mapOf(mapOf(product)['attributes'])).flatMap(
    ([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []),
  );
  const prices = Object.values(mapOf(mapOf(terms)['OnDemand']))
    .flatMap((term) => Object.values(mapOf(mapOf(term)['priceDimensions'])))
    .map(mapOf);
  for (const { unit, pricePerUnit } of prices) {
    const usd = Number(mapOf(pricePerUnit)['USD']);
    // What belongs to a reservation stands there for nothing.
    if (typeof unit !== 'string' || !(usd > 0 && Number.isFinite(usd))) continue;
    return { attributes: Object.fromEntries(attributes), unit, usd };
  }
  return null;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return mapOf(JSON.parse(text));
  } catch {
    return {};
  }
}

type Unknown = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Unknown {
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
