import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** The web application of the story: folders of static files on loopback, the first before the next. */
export class Site {
  private constructor(
    private readonly server: http.Server,
    readonly port: number,
  ) {}

  /** A folder's `headers.json` names the headers that its files are served with. */
  static async serve(...folders: string[]): Promise<Site> {
    const server = http.createServer((request, response) => {
      const name = decodeURIComponent(new URL(request.url ?? "/", "http://site").pathname);
      const files = folders.map((folder) => path.join(folder, path.normalize(name)));
      const file = files.find((file) => existsSync(file)) ?? name;
      readFile(file).then(
        (body) => {
          response.writeHead(200, { "Content-Type": type(file), ...headersOf(file) });
          response.end(body);
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new Site(server, address.port);
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.port}/${name}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

const type = (file: string): string => TYPES[path.extname(file)] ?? "application/octet-stream";

const headersOf = (file: string): Record<string, string> => {
  const headers = path.join(path.dirname(file), "headers.json");
  return existsSync(headers) ? JSON.parse(readFileSync(headers, "utf8")) : {};
};
