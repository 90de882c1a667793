/** The id of a tab, for the `aria-labelledby` of its panel. */
export function tabId(group: string, value: string): string {
  return `tab-${`${group}-${value}`.replace(/[^\w-]+/g, "-")}`;
}
