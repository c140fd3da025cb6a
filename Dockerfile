# The official image of the compiler that rust-toolchain.toml pins.
FROM rust:1.95-slim-bookworm AS build

# npm only brings wasm-opt, which makes the bundles smaller.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential nodejs npm git \
 && rm -rf /var/lib/apt/lists/* \
 && rustup target add wasm32-unknown-unknown

WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask dist && install -D target/dist/cresset /out/cresset && mkdir -p /out/data

# No shell, no package manager: the binary carries everything it serves.
FROM gcr.io/distroless/cc-debian12:nonroot

COPY --from=build /out/cresset /usr/local/bin/cresset
# A new volume takes over the owner of this folder.
COPY --from=build --chown=65532:65532 /out/data /data

ENV CRESSET_ADDR=0.0.0.0:3000 \
    CRESSET_METRICS_ADDR=0.0.0.0:8000 \
    CRESSET_DATA_DIR=/data \
    CRESSET_LOG=json

USER 65532:65532
VOLUME /data
EXPOSE 3000 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["/usr/local/bin/cresset", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/cresset"]
CMD ["serve"]
