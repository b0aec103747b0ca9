import type { SegmentDefinition } from "../../../../contract/segments";
import { ProfileError } from "../../records/errors";
import type { RecordType } from "../../records/types";
import { parsePql } from "./parse";
import { toSql } from "./toSql";
import { segmentsIn, type Condition } from "./tree";
import { isMisspelt, refuseVariable, unknownFieldError, type UnknownField } from "./unknownField";

export { isMember } from "./toSql";

/** What a segment's expression is about: the profiles of a sandbox. */
export interface ProfilesInView {
  type: RecordType;
  /** Whether there are any. Where there are none, any field may be one of theirs. */
  any: boolean;
  /** When the expression is evaluated, in milliseconds since 1970. */
  now: number;
}

/** An expression of a segment that is understood. */
export class Expression {
  private constructor(
    private readonly pql: string,
    private readonly condition: Condition,
  ) {}

  /** Reads an expression. One that lies outside of what is understood is refused with the code `UNSUPPORTED_PQL`. */
  static read(expression: SegmentDefinition["expression"]): Expression {
    const { format = "pql/text", value } = expression ?? {};
    if (!value) throw new ProfileError("UNSUPPORTED_PQL", "it has no expression");
    if (format !== "pql/text") {
      throw new ProfileError(
        "UNSUPPORTED_PQL",
        `expressions in ${format} cannot be evaluated here, only pql/text`,
      );
    }
    return new Expression(value, parsePql(value));
  }

  /** Ids of the segments whose members it asks for. */
  get segments(): string[] {
    return segmentsIn(this.condition);
  }

  /**
   * The condition on a row of merged profiles, in SQL. A field that no profile has is refused: AEP refuses what its schema has not, and
   * what a profile may have is known here by the records only.
   */
  sql(profiles: ProfilesInView): string {
    return this.compile(profiles, (unknown) => {
      if (profiles.any) throw unknownFieldError(this.pql, unknown);
    });
  }

  /** Refuses a field that is most likely a misspelt one of those that profiles have; others may come to have a value yet. */
  refuseMisspelt(profiles: ProfilesInView): void {
    this.compile(profiles, (unknown) => {
      if (profiles.any && isMisspelt(unknown)) throw unknownFieldError(this.pql, unknown);
    });
  }

  private compile({ type, now }: ProfilesInView, unknownField: (unknown: UnknownField) => void): string {
    return toSql(this.condition, {
      type,
      now,
      unknownField: (unknown) => {
        refuseVariable(this.pql, unknown);
        unknownField(unknown);
      },
    });
  }
}
