// Packages of the sandbox without types of their own; the editor only reads their names.
declare module "lodash" {
  const lodash: object;
  export default lodash;
}

declare module "papaparse" {
  const papa: object;
  export default papa;
}
