import { z } from "zod";

const LOSS =
  "is no toxic of Toxiproxy 2.12.0, which is a TCP proxy and sees no packets. Nearest come timeout " +
  "(the data of a connection is lost), limitData (what follows an amount is) and resetPeer (the " +
  "connection is cut), each with a toxicity; that is a share of the connections, not of packets. " +
  "Lost packets that TCP sends again look like latency with jitter.";

const DOWN =
  "is no toxic. Write `down: true` beside the toxics: connections are then refused, and the toxics " +
  "stay.";

const NOOP = "does nothing. Leave the toxic out, or give it the toxicity 0.";

const refused = (message: string) => z.never({ error: message }).optional();

/**
 * @internal Faults that people ask for by a name that the server doesn't have, or that is no fault:
 * never accepted, each with an answer of its own.
 */
export const wantedKinds = {
  packetLoss: refused(LOSS),
  packet_loss: refused(LOSS),
  loss: refused(LOSS),
  down: refused(DOWN),
  noop: refused(NOOP),
};
