# find-tools.sh: sourced by packaging/run and packaging/verify. Finds a JDK 25 and Maven, or says what to install.

# find_jdk: prints the folder of a JDK 25 that can compile and link; fails where there is none.
find_jdk() {
  local candidate on_path=
  if command -v javac > /dev/null; then
    on_path=$(readlink -f "$(command -v javac)")
    on_path=${on_path%/bin/javac}
  fi
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] && [ -x "$candidate/bin/jlink" ] &&
      grep -qs '^JAVA_VERSION="25[."]' "$candidate/release"; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

# use_tools NAME: sets JAVA_HOME for Maven, or ends with one sentence that names what is missing.
use_tools() {
  if ! JAVA_HOME=$(find_jdk); then
    echo "$1: a JDK 25 is needed and none was found; install Temurin 25 from https://adoptium.net (or your system's openjdk-25-jdk-headless), or set JAVA_HOME to one, and try again." >&2
    return 1
  fi
  if ! command -v mvn > /dev/null; then
    echo "$1: Maven is needed and was not found; install it (Debian, Ubuntu: sudo apt install maven) and try again." >&2
    return 1
  fi
  export JAVA_HOME
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
}
