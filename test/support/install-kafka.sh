#!/usr/bin/env bash
# Puts Apache Kafka (from Maven Central) into KAFKA_HOME, by default below node_modules; does nothing when it is there.
# Needs java and mvn.
set -euo pipefail
version=4.3.0
home=${KAFKA_HOME:-$(cd "$(dirname "$0")/../.." && pwd)/node_modules/.cache/kafka-$version}
[ -e "$home/complete" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>barograph</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
mkdir -p "$home/libs"
mvn --quiet --batch-mode --file "$work/pom.xml" dependency:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$home/libs"
touch "$home/complete"
