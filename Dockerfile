# One image for every process of the hub; the command says which: web, relay, worker, beat, migrate.

FROM node:24-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM python:3.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements-uv.lock requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
 && python -m venv /venv \
 && uv pip install --no-cache --python /venv/bin/python --require-hashes --compile-bytecode -r requirements.lock

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin hub \
 && install -d -o hub -g hub -m 0700 /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY pyproject.toml ./
COPY hub/ hub/
COPY workflows/ workflows/
COPY signaling/ signaling/
COPY notifications/ notifications/
COPY --from=web /web/dist web/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
RUN python -m compileall -q hub workflows signaling notifications
USER hub
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "hub.cli"]
CMD ["web"]
