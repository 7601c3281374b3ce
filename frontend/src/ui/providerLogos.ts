// The logos that stand in the providers' folders, white on the provider's own colour; the build gives each an address.
const files = import.meta.glob<string>("../../../integrations/providers/*/logo.svg", { query: "?url", import: "default", eager: true });
const logos = new Map(Object.entries(files).map(([path, address]) => [path.split("/").at(-2)?.replaceAll("_", "-") ?? "", address]));

/** Where a provider's logo is; undefined for one without, such as a company's own. */
export function providerLogo(provider: string | null | undefined): string | undefined {
  return provider ? logos.get(provider) : undefined;
}
