# The GitHub App. `docker build --tag mlpipelines .`; docs: README.md, "Run the App".
# Both stages use one image, by its digest: a tag can be moved to other bytes.
FROM node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS build
# The package says of which commit it is.
RUN apt-get update && apt-get install --yes --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm pack --pack-destination /tmp && mkdir /package && tar -xzf /tmp/mlpipelines-*.tgz --directory /package --strip-components=1

FROM node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MLPIPELINES_STATE=/state
# A volume gets the owner of the folder that it is mounted on: https://docs.docker.com/engine/storage/volumes/
RUN mkdir /state && chown node:node /state
COPY --from=build /package /mlpipelines
WORKDIR /mlpipelines
USER node
VOLUME /state
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Ends what is under way: README.md says what SIGTERM does.
STOPSIGNAL SIGTERM
# What `npm start` is, without npm before it.
CMD ["bin/mlpipelines-app"]
