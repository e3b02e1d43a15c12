# syntax=docker/dockerfile:1
# Built from the sources, for PostgreSQL. Targets: cpu (default), gpu (libtorch for CUDA 12.4).
FROM eclipse-temurin:25-jdk AS sources
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .

FROM sources AS build-cpu
RUN ./mvnw -B package -DskipTests -Dquarkus.profile=postgres

FROM sources AS build-gpu
RUN ./mvnw -B package -DskipTests -Dquarkus.profile=postgres -Pcuda124

FROM eclipse-temurin:25-jdk AS run
RUN useradd --system --create-home --home-dir /home/autodidact autodidact && mkdir /data && chown autodidact /data
WORKDIR /opt/autodidact
COPY docker/Probe.java Probe.java
USER autodidact
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", "-Dai.djl.pytorch.graph_optimizer=false", "-Dquarkus.profile=postgres", "-jar", "quarkus-app/quarkus-run.jar"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 CMD ["java", "Probe.java", "http://localhost:8080/q/health/ready"]

FROM run AS gpu
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=build-gpu /src/target/quarkus-app quarkus-app

FROM run AS cpu
COPY --from=build-cpu /src/target/quarkus-app quarkus-app
