// So the types of the package need no interoperation of modules to be switched on.
import type Docker = require("dockerode");

/** A client of Docker's API, as wide as this project asks. */
export type Engine = Docker;
