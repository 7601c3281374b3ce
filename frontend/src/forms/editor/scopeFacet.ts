import { Compartment, Facet } from "@codemirror/state";
import { EMPTY_SCOPE, type DataScope } from "../data/scope";

/** What the chips of an editor can refer to; swapped through the compartment when the workflow changes. */
export const scopeFacet = Facet.define<DataScope, DataScope>({ combine: (values) => values[0] ?? EMPTY_SCOPE });

export const scopeCompartment = new Compartment();
