import Papa from "papaparse";
import { offer } from "./offer";

// `csv` is what one mostly wants: rows as objects by the header, and mistakes thrown. `Papa` is all of it.
const csv = {
  parse(text, options = {}) {
    const { data, errors } = Papa.parse(text, { header: true, skipEmptyLines: true, ...options });
    const first = errors.find((error) => error.type !== "Delimiter");
    if (first !== undefined) throw new Error(`CSV, row ${(first.row ?? 0) + 1}: ${first.message}`);
    return data;
  },
  stringify(rows, options = {}) {
    return Papa.unparse(rows, options);
  },
};

offer({ ...Papa, ...csv }, { csv, Papa });
