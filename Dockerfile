# syntax=docker/dockerfile:1

# What browsers load is built, and what only building needs is left behind.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# `npm ci` would refuse: the lock file leaves out the optional packages of other systems.
RUN npm install --no-save --ignore-scripts
COPY client client
COPY src src
RUN node node_modules/vite/bin/vite.js build --config client/vite.config.ts --logLevel warn
RUN npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY src src
COPY workers workers
COPY client client
COPY examples examples
USER node
EXPOSE 8080
# `gateway`, `ingest`, `worker`; or any other command of the command line.
ENTRYPOINT ["node", "src/main.ts"]
CMD ["gateway"]
