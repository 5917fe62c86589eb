import { Refusal } from './codes.ts';

/** Gives what a call to Redis gives; what went wrong on the way there is a refusal that its caller may try again. */
export async function reaching<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('UNAVAILABLE', 'Redis did not take or answer the command; try again soon', {}, { cause: error });
  }
}
