import fc from "fast-check";
import { nonsense } from "./nonsense";

export const headerName = fc.constantFrom(
  ...[
    "authorization",
    "x-api-key",
    "x-gw-ims-org-id",
    "x-sandbox-name",
    "x-request-id",
    "content-type",
    "host",
  ],
  ...[
    "range",
    "if-range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "accept",
    "accept-encoding",
    "expect",
  ],
  ...[
    "accept-version",
    "transfer-encoding",
    "content-encoding",
    "upgrade",
    "x-http-method-override",
    "cookie",
    "x",
  ],
);

export const headerValue = fc.oneof(
  nonsense,
  fc.constantFrom(
    ...[
      "bytes=0-",
      "bytes=-0",
      "bytes=5-1",
      "bytes=0-0,2-3",
      "bytes=a-b",
      "bytes=999999999999-",
      "items=0-1",
      "*",
    ],
    ...[
      "application/json",
      "application/json; charset=utf-16",
      "text/plain",
      "multipart/form-data; boundary=x",
    ],
    ...[
      "application/x-www-form-urlencoded",
      "application/json-patch+json",
      "chunked",
      "gzip",
      "100-continue",
    ],
    ...["Bearer", "Bearer ", "Bearer a.b.c", "Basic YTpi", "Bearer .", "Bearer e30.", "evil.example", "h2c"],
  ),
);
