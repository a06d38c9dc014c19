/** E-mail addresses, which are one user's whatever their case. */

/** The one spelling that is kept and compared. */
export const normalizeEmail = (email: string) => email.normalize("NFC").toLowerCase();

/** Nobody's; takes the place of a removed user's, so that theirs is free. */
export const placeholderEmail = (user_uuid: string) => `${user_uuid}@removed.invalid`;
