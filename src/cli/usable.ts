import type { FileReading } from '../document/readOwnFile.js';
import type { Screen } from './screen.js';
import { showProblems } from './showProblems.js';
import { UsageError } from './usageError.js';

/**
 * What a file says. What is wrong with it stands on stderr, all of it.
 * @throws UsageError where anything is
 */
export function usable<T>(screen: Screen, name: string, { said, problems }: FileReading<T>): T {
  showProblems(screen, problems, name, true);
  if (said === undefined || problems.length > 0) throw new UsageError(`${name} cannot be used`);
  return said;
}
