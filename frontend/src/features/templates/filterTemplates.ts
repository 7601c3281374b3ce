import type { Template } from "@/api/types";

/** The headings of the gallery, in the order of their first template, each with how many there are. */
export function jobsOf(templates: readonly Template[]): { job: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { job } of templates) counts.set(job, (counts.get(job) ?? 0) + 1);
  return [...counts].map(([job, count]) => ({ job, count }));
}

/** Those that hold every word of the search in their title, summary, job or apps. */
export function searchTemplates(templates: readonly Template[], search: string): Template[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return templates.filter((template) => {
    const said = [template.title, template.summary, template.job, ...template.needs.map((need) => need.name)].join(" ").toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** Names of the services it needs and the company has no working connection to. */
export function lackingOf(template: Template): string[] {
  return template.needs.filter((need) => need.connections.length === 0).map((need) => need.name);
}
