import { BackupError } from "../../backup";
import { CommandFailure, ExitCode } from "../failure";

/** Reports a {@link BackupError} of the work without a stack trace, after the subject. */
export async function reporting<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    throw new CommandFailure(`${subject}: ${error.message}`, ExitCode.Problems);
  }
}
