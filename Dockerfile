# Node 24 without npm's own copy of it; everything the program writes is in /data.
FROM node:24-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production \
    DATABASE_URL=/data/gloss.db \
    GLOSS_STORE_TRACES_FILE=/data/traces.db \
    GLOSS_WORKSPACE_DATABASE_FILE=/data/workspace.db \
    GLOSS_OBSERVE_EXPORT_BUFFER_DIRECTORY=/data/otlp-buffer \
    GLOSS_DATASETS_EXPORT_DIRECTORY=/data/exports \
    GLOSS_HTTP_HOST=0.0.0.0
WORKDIR /app
COPY --from=install /app/node_modules ./node_modules
COPY . .
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# 3000: Slack's requests in http mode; 3100: the read-only API and /health.
EXPOSE 3000 3100
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3100/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
