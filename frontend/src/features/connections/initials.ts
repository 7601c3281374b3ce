/** "Dana Ruiz" is "DR", "ada@acme.example" is "A". */
export function initialsOf(name: string): string {
  const words = name.split("@")[0]?.split(/[\s.]+/).filter(Boolean) ?? [];
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0]?.toUpperCase() ?? "").join("");
}
