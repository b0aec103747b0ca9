/** A record as JSON text, with its place in the file for error messages. */
export interface SourceRecord {
  json: string;
  place: string;
}
