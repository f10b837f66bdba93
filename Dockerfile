# One image for every role; ROLES tells a container which it has. `docker build -t barograph:0.1.0 .`
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
# Queries and inserts of the embedded database each hold one of libuv's threads. Large buffers come and go: what is
# freed of them goes back to the system at once.
ENV UV_THREADPOOL_SIZE=16 MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
# The program belongs to root: what runs it cannot change it.
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist/schema dist/schema
COPY --from=build /app/dist/ingest dist/ingest
COPY --from=build /app/dist/server dist/server
COPY --from=build /app/dist/web dist/web
COPY package.json LICENSE ./
RUN install -d -o 1000 -g 1000 /data
VOLUME ["/data"]
# The image's user node, as a number, so that Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=90s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/server/main.js"]
