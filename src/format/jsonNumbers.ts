/**
 * A place, counted from 1.
 *
 * @asType integer
 * @minimum 1
 */
export type Ordinal = number;

/**
 * How many.
 *
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * A whole number of 32 bits, as marks and users are.
 *
 * @asType integer
 * @minimum 0
 * @maximum 4294967295
 */
export type Unsigned32 = number;

/**
 * A whole number of 16 bits, as ports are.
 *
 * @asType integer
 * @minimum 0
 * @maximum 65535
 */
export type Unsigned16 = number;

/**
 * A whole number of 8 bits.
 *
 * @asType integer
 * @minimum 0
 * @maximum 255
 */
export type Unsigned8 = number;

/**
 * How likely something is, between 0 and 1.
 *
 * @minimum 0
 * @maximum 1
 */
export type Chance = number;
