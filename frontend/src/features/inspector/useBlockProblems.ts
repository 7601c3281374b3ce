import type { FieldProblem } from "@/forms/SchemaForm";
import { fieldsOf } from "@/forms/schema/fields";
import type { JsonSchema } from "@/graph/catalogue";
import type { Problem } from "@/graph/store";
import { useStudio } from "@/graph-react/useStudio";

/** What is wrong with a block: at its fields, and what belongs to none of them. */
export function useBlockProblems(blockId: string, schema: JsonSchema): { fields: FieldProblem[]; general: Problem[]; connection: string | undefined } {
  const problems = useStudio((state) => state.problems.filter((problem) => problem.blockId === blockId), sameProblems);
  const names = new Set(["operation", ...fieldsOf(schema, []).map((field) => field.name)]);
  const fields: FieldProblem[] = [];
  const general: Problem[] = [];
  let connection: string | undefined;
  for (const problem of problems) {
    const [field = ""] = (problem.field ?? "").split(/[.[]/);
    if (problem.path.endsWith(".connectionId")) connection ??= problem.message;
    else if (names.has(field)) fields.push({ field, severity: problem.severity, message: problem.message });
    else general.push(problem);
  }
  return { fields, general, connection };
}

function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return a.length === b.length && a.every((problem, index) => problem === b[index]);
}
