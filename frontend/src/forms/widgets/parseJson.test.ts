import { describe, expect, it } from "vitest";
import { jsonFault } from "./jsonFault";
import { parseJson } from "./parseJson";

describe("parseJson", () => {
  it.each([
    ["[1,2,}", "Line 1, column 6: “}” where a value is expected."],
    ["[1, 2,]", "Line 1, column 6: a comma before “]”. Nothing follows it: remove the comma."],
    ['{\n  "a": 1,\n}', "Line 2, column 9: a comma before “}”. Nothing follows it: remove the comma."],
    ["[1,,2]", "Line 1, column 4: a comma where a value is expected."],
    ['{"a": [1, 2}', "Line 1, column 12: “}” where the “[” of line 1 is to be closed with “]”."],
    ['{\n  "a": [1, 2]', "Line 2, column 13: the text ends, and the “{” of line 1 is not closed: “}” is missing."],
    ['{"a": 1}}', "Line 1, column 9: “}” where the text should end."],
    ["{'a': 1}", 'Line 1, column 2: single quotes. JSON takes double quotes: ".'],
    ["{“a”: 1}", 'Line 1, column 2: the quotes are “, as word processors write them. JSON takes straight ones: ".'],
    ["{amount: 1}", 'Line 1, column 2: the name “amount” needs double quotes: "amount".'],
    ['{"a": open}', 'Line 1, column 7: the text “open” needs double quotes: "open".'],
    ['{"a": 1\n "b": 2}', "Line 2, column 2: a comma is missing before “\"b\"”."],
    ["[1 2]", "Line 1, column 4: a comma is missing before “2”."],
    ['{"a" 1}', "Line 1, column 6: “:” is missing after the name “a”."],
    ['{"a"}', "Line 1, column 5: “:” is missing after the name “a”."],
    ['{"a": }', "Line 1, column 7: “}” where a value is expected."],
    ['{"a": "open\n}', "Line 1, column 7: the text that begins here is not closed. A double quote is missing at its end."],
    ["  ", "Nothing is written here. Without any values it is {}."],
    ['{"a": NaN}', "Line 1, column 7: “NaN” is no number in JSON. Write null for no value."],
    ['{"a": -Infinity}', "Line 1, column 7: “-Infinity” is no number in JSON. Write null for no value."],
    ['{"a": True}', "Line 1, column 7: write true instead of “True”."],
    ['{"a": None}', "Line 1, column 7: write null instead of “None”."],
    ['{"a": 1} // paid', "Line 1, column 10: a comment. JSON has none: remove it."],
    ['# paid\n{"a": 1}', "Line 1, column 1: a comment. JSON has none: remove it."],
    ['{"a": 1} {"a": 2}', "Line 1, column 10: a second value begins. Only one is taken; several go into a list: [ … , … ]."],
    ['{"a": 007}', "Line 1, column 7: the number “007” begins with 0. Leave the 0 out, or put a code in double quotes."],
    ['{"a": 2026-11-27}', 'Line 1, column 7: “2026-11-27” needs double quotes: "2026-11-27".'],
    ['{"a": .5}', "Line 1, column 7: “.5” is not a number as JSON writes it, such as -1250.75."],
    ['{"a": {{trigger.total}}}', 'Line 1, column 7: data needs double quotes around it: "{{ … }}".'],
    ['{"a": "C:\\Users"}', "Line 1, column 10: a “\\” with a letter it cannot stand before. Write \\\\ for a backslash."],
    ['\n\n{"a": }', "Line 3, column 7: “}” where a value is expected."],
  ])("says of %j what is wrong and where", (written, error) => {
    expect(parseJson(written)).toEqual({ value: undefined, error });
  });

  it("takes blanks of any kind around the value", () => {
    expect(parseJson('\ufeff\u00a0{"a": 1}\u00a0').value).toEqual({ a: 1 });
  });

  it("finds a fault exactly where JSON.parse does", () => {
    const whole = '{"a": [1, -2.5e3, "x\\n\\u00e9", true, null, {}], "b": {"c": []}}';
    for (let from = 0; from < whole.length; from += 1) {
      for (const other of ["", ",", "]", "}", '"', ":", "0", "-", "{", "[", "\\", " ", "x", "\n", "'"]) {
        const text = whole.slice(0, from) + other + whole.slice(from + 1);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect([text, jsonFault(text) === null]).toEqual([text, isJson]);
      }
    }
  });
});
