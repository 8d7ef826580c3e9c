package io.stairgate.packaging.crash;

/** A program that breaks one promise, for the proof that this is noticed. */
enum Broken {
  /** The product as it is. */
  NOTHING,
  /** Its files are never forced. */
  FORGETS_FILES,
  /** Its folders are never forced. */
  FORGETS_FOLDERS,
  /** It says that something is on the disk before it is. */
  PROMISES_EARLY,
  /** After a restart it takes up again what it has already. */
  TAKES_UP_TWICE,
  /** It numbers a later event before an earlier one. */
  OUT_OF_ORDER,
  /** Its database may write the end of something before the rest of it. */
  WRITES_IN_ANY_ORDER,
  /** Its database writes over what it no longer needs as soon as it has decided so. */
  WRITES_OVER_AT_ONCE,
  /** It puts a file in its place without having forced it. */
  RENAMES_UNFORCED;

  Recording.Forgets forgets() {
    return switch (this) {
      case FORGETS_FILES -> Recording.Forgets.FILES;
      case FORGETS_FOLDERS -> Recording.Forgets.FOLDERS;
      case NOTHING,
          PROMISES_EARLY,
          TAKES_UP_TWICE,
          OUT_OF_ORDER,
          WRITES_IN_ANY_ORDER,
          WRITES_OVER_AT_ONCE,
          RENAMES_UNFORCED ->
          Recording.Forgets.NOTHING;
    };
  }
}
