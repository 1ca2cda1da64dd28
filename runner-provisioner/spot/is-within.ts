/** Whether a price is within `max-price`. One that is not known may be: EC2 is told the limit too. */
export function isWithin(maxPrice: number | null, usdHour: number | null): boolean {
  return maxPrice === null || usdHour === null || usdHour <= maxPrice;
}
