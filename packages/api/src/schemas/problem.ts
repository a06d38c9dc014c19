import { type Static, Type } from "typebox";

/** The body of every refusal: problem details as of RFC 9457, with a code and a request id. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: "Address of the page that explains the code." }),
    title: Type.String({ description: "What went wrong, the same for every case of the code." }),
    status: Type.Integer({ description: "The status of the answer." }),
    detail: Type.String({ description: "What went wrong in this case, for people." }),
    instance: Type.String({ description: "The path that was asked for." }),
    code: Type.String({ description: "What went wrong, for programs; never renamed." }),
    request_id: Type.String({ description: "Names the request in the server's log." }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: "JSON Pointer to the input at fault." }),
          detail: Type.String({ description: "What is wrong with it." }),
        }),
        { description: "One entry for each faulty part of the input." },
      ),
    ),
  },
  {
    title: "ProblemDetails",
    description: "Why a request was refused (RFC 9457, application/problem+json).",
  },
);
export type ProblemDetails = Static<typeof ProblemDetails>;
