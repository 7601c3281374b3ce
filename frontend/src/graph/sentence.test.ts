import { describe, expect, it } from "vitest";
import { referenceName } from "./prettify";
import { sentenceOf } from "./sentence";
import { block, catalogue } from "./testing/sample";

function marked(type: string, config: Parameters<typeof block>[2]): string {
  return sentenceOf(catalogue, block("x", type, config)).map((part) => (part.strong ? `*${part.text}*` : part.text)).join("");
}

describe("a card's sentence", () => {
  it("is short however long a value is", () => expect(marked("http", { url: "x".repeat(5_000_000) }).length).toBeLessThan(500));

  it.each([
    ["http", { method: "POST", url: "https://api.test/pay" }, "*POST* *https://api.test/pay*"],
    ["http", { url: "{{input.callback_url}}" }, "*GET* *Callback URL*"],
    ["http", { method: "POST" }, "*POST*"],
    ["condition", {}, "Choose what to compare"],
    ["wait", {}, "Choose how long"],
    ["condition", { expression: "{{input.amount_paid}} > 5000" }, "When *Amount paid* over *5,000*"],
    ["condition", { expression: 'input.amount >= 10 && input.currency === "usd"' }, "When *Amount* at least *10* and *Currency* is *usd*"],
    ["condition", { rules: [[{ left: "{{input.total}}", operator: "gt", right: 5000 }, { left: "{{input.vip}}", operator: "exists" }]] }, "When *Total* over *5,000* and *Vip* is there"],
    ["wait", { duration: 5 }, "Wait *5* *seconds*"],
    ["wait", { duration: 1, unit: "hours" }, "Wait *1* *hour*"],
    ["transform", { mapping: { total: "1", name: "2" } }, "Make *total and name*"],
    ["transform", { mapping: {} }, "Choose what to make"],
    ["slack", { operation: "postMessage", text: "Paid:\n{{steps.a.output.number}}", channel: "#sales" }, "Post “*Paid: Number*” to *#sales*"],
    ["slack", { operation: "sendMessage", text: "Hi" }, "Post “*Hi*”"],
    ["slack", {}, "Choose what to do"],
    ["trigger.schedule", {}, "Choose when it runs"],
    ["trigger.schedule", { cron: "0 9 * * 1-5", timezone: "Europe/Berlin" }, "*Every weekday at 09:00*, Berlin time"],
    ["trigger.schedule", { interval: { value: 13, unit: "hours" } }, "*Every 13 hours*"],
    ["trigger.schedule", { cron: "0 9 1-7 * 1" }, "*Cron 0 9 1-7 * 1*"],
    ["unheard", {}, 'This build does not know "unheard"'],
  ])("%s %j", (type, config, sentence) => expect(marked(type, config as never)).toBe(sentence));

  it("names references by their last part", () => {
    expect(referenceName("steps.fetch-customer.output")).toBe("Fetch customer");
    expect(referenceName("input.customer_id")).toBe("Customer ID");
    expect(referenceName("input.lines.0")).toBe("Lines 1");
    expect(referenceName("input.customerName")).toBe("Customer name");
  });
});
