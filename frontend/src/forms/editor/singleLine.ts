import { EditorState, Transaction } from "@codemirror/state";

/** A field of one line: pasted line ends become blanks. */
export const singleLine = EditorState.transactionFilter.of((transaction: Transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, " ");
  return {
    changes: { from: 0, to: transaction.startState.doc.length, insert: text },
    selection: { anchor: Math.min(text.length, transaction.newSelection.main.head) },
    annotations: [Transaction.userEvent.of("input")],
  };
});
