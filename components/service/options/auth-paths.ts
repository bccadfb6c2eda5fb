// The paths that auth services answer on the hosts of the services behind them.
import { type Directive, reverseProxy } from "../../labels";
import { type Problem, problem } from "../../schema/problems";
import type { ForwardAuth } from "./authentication";
import { coveredBy, holds } from "./order";
import type { ServiceRoute } from "./route";
import { RouteOption, type RouteOptions, routeOptionsOf } from "./route-options";

/** A service's auth service, and its routes, which may have others. */
export interface AuthOptions {
  readonly forwardAuth?: ForwardAuth;
  readonly routes?: readonly ServiceRoute[];
}

/** A route to an auth service. */
export interface AuthRoute extends ServiceRoute {
  readonly auth: ForwardAuth;
}

/** Options for the answers of the service itself. */
const WITHOUT: RouteOption[] = [
  RouteOption.ForwardAuth,
  RouteOption.BasicAuth,
  RouteOption.Cache,
  RouteOption.RequestHeaders,
  RouteOption.ResponseHeaders,
];

/** The auth services of a service and its routes. */
export function authServices({ forwardAuth, routes = [] }: AuthOptions): ForwardAuth[] {
  return [forwardAuth, ...routes.map((route) => route.forwardAuth)].filter(
    (each) => each !== undefined,
  );
}

/** The routes to auth services, each once; they come before the service's own. */
export function authRoutes(options: AuthOptions): AuthRoute[] {
  const all = holders(options).flatMap(routesOf);
  return all.filter((_, index) => coveredBy(all, index) < 0);
}

/** Sends a request to an auth service, with the headers that `forward_auth` sends. */
export function authServiceDirective({ to }: ForwardAuth): Directive {
  const set = { "X-Forwarded-Method": "{method}", "X-Forwarded-Uri": "{uri}" };
  return reverseProxy({ to, headerUp: { set } });
}

/** Mistakes between auth services and routes that are each right. */
export function authProblems(options: AuthOptions): Problem[] {
  const all = authRoutes(options);
  const open = openPaths(options, all);
  return [
    ...holders(options).flatMap((holder) => [
      ...loopingLogin(holder, open),
      ...takenPaths(holder, all),
    ]),
    ...(options.routes ?? []).flatMap((route, index) => hidden(route, index, all)),
  ];
}

/** What has an auth service of its own: the service, or a route. */
interface Holder {
  /** Where it is in the arguments, such as `routes[0].`. */
  readonly place: string;
  readonly auth: ForwardAuth;
  readonly hosts?: string[];
}

function holders({ forwardAuth, routes = [] }: AuthOptions): Holder[] {
  const own = forwardAuth === undefined ? [] : [{ place: "", auth: forwardAuth }];
  const others = routes.flatMap(({ forwardAuth: auth, hosts }, index) =>
    auth === undefined ? [] : [{ place: `routes[${index}].`, auth, hosts }],
  );
  return [...own, ...others];
}

function routesOf({ auth, hosts }: Holder): AuthRoute[] {
  return (auth.paths ?? []).map((path) => ({ path, hosts, without: WITHOUT, auth }));
}

/** The paths that a browser reaches without any auth service. */
function openPaths({ forwardAuth, routes = [] }: AuthOptions, all: readonly AuthRoute[]): string[] {
  const service: RouteOptions = { forwardAuth };
  const open = routes.filter((route) => routeOptionsOf(service, route).forwardAuth === undefined);
  return [...all, ...open].flatMap(({ path }) => path ?? []);
}

function loopingLogin({ place, auth: { loginAt = "" } }: Holder, open: string[]): Problem[] {
  const [path = ""] = loginAt.split(/[?#]/);
  if (!path.startsWith("/") || open.some((each) => holds(each, path))) return [];
  return [
    problem(
      `${place}forwardAuth.loginAt`,
      `must be one of paths, got "${loginAt}": the auth service would answer 401 there, too. Write ` +
        `paths: ["${path.replace(/[^/]*$/, "*")}"].`,
    ),
  ];
}

function takenPaths(holder: Holder, all: readonly AuthRoute[]): Problem[] {
  const { place, auth } = holder;
  return routesOf(holder).flatMap((route, index) => {
    const taking = all[coveredBy([...all, route], all.length)];
    if (taking === undefined || taking.auth.to === auth.to) return [];
    return [
      problem(
        `${place}forwardAuth.paths[${index}]`,
        `must not be a path of another auth service, got "${route.path}", which leads to ${taking.auth.to}.`,
      ),
    ];
  });
}

function hidden(route: ServiceRoute, index: number, all: readonly AuthRoute[]): Problem[] {
  const taking = all[coveredBy([...all, route], all.length)];
  if (taking === undefined) return [];
  return [
    problem(
      `routes[${index}]`,
      `can never run, since forwardAuth.paths has ${taking.path}, which leads to the auth service. Drop ` +
        "one of them.",
    ),
  ];
}
