import { AepError } from "./aep";

/**
 * What a POST has made whose answer was lost, so that it is not repeated. Throws the POST's error where it was refused, or has
 * made nothing; where that cannot be told either, the error says so.
 */
export async function lookAfter<Made>(error: unknown, look: () => Promise<Made | undefined>): Promise<Made> {
  if (!(error instanceof AepError) || error.outcome !== "unknown") throw error;
  const made = await look().catch((trouble: unknown) => {
    const why = trouble instanceof Error ? trouble.message : String(trouble);
    throw new AepError({ ...error, reason: `${error.reason}, and what it made cannot be looked up: ${why}` });
  });
  if (made === undefined) throw error;
  return made;
}
