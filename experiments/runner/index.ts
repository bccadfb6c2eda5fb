export { ToxiproxyError } from "../../components/toxics/transport";
export { type Conditions, conduct, writeReport } from "./conduct";
export { KeeperError } from "./keeper/messages";
export { MAX_SEED } from "./random";
export { parseExperiment, readExperiment, readyMade, WrongInput } from "./read";
export { type Report, Result } from "./report";
export { verdictTable } from "./verdicts";
