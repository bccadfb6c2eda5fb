export { Route, type RouteArgs } from "./route";
