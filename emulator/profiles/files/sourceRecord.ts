/** The JSON text of a record, and its place in the file for error messages. */
export interface SourceRecord {
  json: string;
  place: string;
}
