import type { Engine } from "./engine";

/** What an engine reports of its machine. */
interface Machine {
  readonly Os: string;
  readonly KernelVersion?: string;
}

/** Whether the kernel of an engine's machine {@link canMigrateConnections}. */
export async function migratesConnections(engine: Engine): Promise<boolean> {
  return canMigrateConnections(await engine.version());
}

/**
 * Whether a kernel has `net.ipv4.tcp_migrate_req`: Linux has it since 5.14. Docker starts no container with a
 * parameter that the kernel lacks.
 */
export function canMigrateConnections({ Os, KernelVersion = "" }: Machine): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)/.exec(KernelVersion) ?? []).map(Number);
  return Os === "linux" && (major > 5 || (major === 5 && minor >= 14));
}
