/** The words of a block's connection field. */
export const text = {
  label: "Connection",
  anyApp: "an app",
  works: "Working",
  choose: "Choose…",
  automatic: (account: string) => `Automatic: ${account}`,
  connectAnother: "Connect another…",
  connect: (app: string) => `Connect ${app}`,
  none: (app: string) => `No account of ${app} is connected yet. The block waits for one when it runs.`,
  gone: "A connection that is no longer there",
  reconnect: "Reconnect",
};
