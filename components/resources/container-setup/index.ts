export { Prepared, type PreparedArgs } from "./container-setup";
