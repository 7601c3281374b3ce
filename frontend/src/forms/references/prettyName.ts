const KEEP_UPPER = new Set(["id", "url", "api", "json", "html", "vat", "sku", "iban", "crm", "pdf", "csv", "http", "uri"]);

/** `amount_paid` and `amountPaid` read "Amount paid", `customerId` "Customer ID". */
export function prettyName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return name;
  return words
    .map((word, index) => {
      const lower = word.toLowerCase();
      if (KEEP_UPPER.has(lower)) return lower.toUpperCase();
      if (word.length > 1 && word === word.toUpperCase() && /[A-Z]/.test(word)) return word;
      return index === 0 ? lower.charAt(0).toUpperCase() + lower.slice(1) : lower;
    })
    .join(" ");
}
