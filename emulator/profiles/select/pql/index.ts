import type { SegmentDefinition } from "../../../../contract/segments";
import { ProfileError } from "../../records/errors";
import type { RecordType } from "../../records/types";
import { parsePql } from "./parse";
import { toSql } from "./toSql";
import { segmentsIn, type Condition } from "./tree";
import { isMisspelt, refuseVariable, unknownFieldError, type UnknownField } from "./unknownField";

export { isMember } from "./toSql";

/** The profiles that an expression is evaluated over. */
export interface ProfilesInView {
  type: RecordType;
  /** Whether there are profiles. If not, no field is unknown. */
  any: boolean;
  /** When the expression is evaluated, in milliseconds since 1970. */
  now: number;
}

/** A parsed expression of a segment. */
export class Expression {
  private constructor(
    private readonly pql: string,
    private readonly condition: Condition,
  ) {}

  /** Parses an expression. Throws `UNSUPPORTED_PQL` for unsupported parts of PQL. */
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

  /** Ids of the segments that the expression refers to. */
  get segments(): string[] {
    return segmentsIn(this.condition);
  }

  /**
   * The condition on a row of merged profiles in SQL. Throws for a field that no profile has. AEP
   * refuses fields that its schema lacks; the emulator knows the fields from the records only.
   */
  sql(profiles: ProfilesInView): string {
    return this.compile(profiles, (unknown) => {
      if (profiles.any) throw unknownFieldError(this.pql, unknown);
    });
  }

  /**
   * Throws for a field that is probably a misspelt field of the profiles. Other unknown fields may
   * get values later.
   */
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
