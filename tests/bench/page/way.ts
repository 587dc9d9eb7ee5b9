/**
 * What is let loose on a page: the extension, its peers, the least that reading a page takes, and
 * nothing at all, which is what a page costs by itself.
 */
export type Way = "pagedial" | "libphonenumber" | "ringcentral" | "bare" | "nothing";
