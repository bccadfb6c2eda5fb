export { Prepared, type PreparedArgs } from "./prepared";
