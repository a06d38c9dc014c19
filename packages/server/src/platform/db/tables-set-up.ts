/** The rows of the tables that people set up: who works here, and how what is made is made. */

/** JSON as text, on both databases; stores write and read it with JSON.stringify and JSON.parse. */
export type Json = string;

export type SetUpTables = {
  customers: {
    uuid: string;
    name: string;
    created_at: string;
  };
  users: {
    customer_uuid: string;
    uuid: string;
    email: string;
    name: string;
    role: "ADMIN" | "OPERATOR" | "VIEWER";
    password_hash: string | null;
    created_at: string;
    updated_at: string;
    status: "active" | "disabled" | "removed";
  };
  sessions: {
    customer_uuid: string;
    uuid: string;
    user_uuid: string;
    secret_hash: string;
    address: string;
    user_agent: string;
    created_at: string;
    seen_at: string;
    expires_at: string;
  };
  invitations: {
    customer_uuid: string;
    uuid: string;
    email: string;
    name: string;
    role: "ADMIN" | "OPERATOR" | "VIEWER";
    user_uuid: string | null;
    token_hash: string;
    created_at: string;
    expires_at: string;
    accepted_at: string | null;
    withdrawn_at: string | null;
  };
  api_keys: {
    customer_uuid: string;
    client_id: string;
    user_uuid: string;
    name: string;
    public_key: string;
    created_at: string;
    expires_at: string | null;
    revoked_at: string | null;
    last_used_at: string | null;
  };
  traveler_keys: {
    customer_uuid: string;
    kid: string;
    number: number;
    public_key: string;
    private_key: string | null;
    created_at: string;
    retired_at: string | null;
  };
  applications: {
    customer_uuid: string;
    uuid: string;
    name: string;
    description: string | null;
    created_at: string;
    is_default: number;
    archived_at: string | null;
  };
  resins: {
    customer_uuid: string;
    uuid: string;
    name: string;
    manufacturer: string | null;
    description: string | null;
    density_g_ml: number | null;
    status: "active" | "retired";
    created_at: string;
    updated_at: string;
  };
  resin_lots: {
    customer_uuid: string;
    uuid: string;
    resin_uuid: string;
    lot_number: string;
    volume_ml: number;
    received_at: string | null;
    expires_at: string | null;
    status: "open" | "used_up" | "quarantined";
    note: string | null;
    created_at: string;
    updated_at: string;
    resin_cell_name: string | null;
  };
  build_sops: {
    customer_uuid: string;
    uuid: string;
    name: string;
    created_at: string;
    updated_at: string;
  };
  build_sop_versions: {
    customer_uuid: string;
    build_sop_uuid: string;
    version: number;
    status: "draft" | "released" | "obsolete";
    description: string | null;
    build_prefix: string;
    resin_name: string;
    print_profile: string;
    release_film_nm: number;
    slice_thickness_nm: number;
    platform_classes: Json;
    gap_mm: number;
    margin_mm: number;
    rotations: Json;
    layout_profile: "denser" | "faster" | "skip";
    minimum_fill: number;
    longest_wait_s: number | null;
    replace_failed: number;
    created_at: string;
    updated_at: string;
    height_aware: number;
    group_by_height: number;
    fill_open_builds: number;
    exclusions: Json;
  };
  catalog_parts: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    part_number: string;
    description: string | null;
    tags: Json;
    build_sop_uuid: string;
    automatic_packing: number;
    rotations: Json | null;
    retired_at: string | null;
    created_at: string;
    updated_at: string;
  };
};
