/**
 * The rows of every table, column for column as the migrations spell them. Integers and reals are
 * numbers (a value beyond 2^53 is an error on reading), flags 0 or 1, times fixed-width ISO text.
 */
import type { Generated } from "kysely";

/** JSON as text, on both databases; stores write and read it with JSON.stringify and JSON.parse. */
export type Json = string;

export type Tables = {
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
  };
  applications: {
    customer_uuid: string;
    uuid: string;
    name: string;
    description: string | null;
    created_at: string;
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
  };
  build_sops: {
    customer_uuid: string;
    uuid: string;
    name: string;
    description: string | null;
    version: number;
    status: "draft" | "released" | "obsolete";
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
  };
  catalog_parts: {
    customer_uuid: string;
    application_uuid: string;
    part_number: string;
    description: string | null;
    tags: Json;
    build_sop_uuid: string;
    automatic_packing: number;
    created_at: string;
    updated_at: string;
  };
  models: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    filename: string;
    external_id: string | null;
    description: string | null;
    file_key: string;
    file_size_bytes: number;
    report: Json;
    created_by: string;
    created_at: string;
    updated_at: string;
    expires_at: string;
  };
  model_uploads: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    etag: string | null;
    file_key: string | null;
    created_at: string;
    resolved_at: string | null;
    expires_at: string;
  };
  model_programs: {
    customer_uuid: string;
    uuid: string;
    name: string;
    version: number;
    status: "active" | "retired";
    created_at: string;
    updated_at: string;
  };
  model_program_versions: {
    customer_uuid: string;
    model_program_uuid: string;
    version: number;
    document: Json;
    created_at: string;
  };
  model_program_runs: {
    customer_uuid: string;
    uuid: string;
    model_program_uuid: string;
    version: number;
    application_uuid: string;
    status: "preparing" | "complete" | "failed";
    progress: number;
    model_uuid: string | null;
    failure_message: string | null;
    parameters: Json;
    plan: Json;
    operation_status: Json;
    repairs: Json;
    created_by: string;
    created_at: string;
    started_at: string | null;
    finished_at: string | null;
    updated_at: string;
  };
  footprints: {
    file_key: string;
    footprint: Json;
    created_at: string;
  };
  parts: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    part_number: string;
    model_uuid: string;
    file_key: string;
    description: string | null;
    part_tags: Json;
    created_at: string;
    updated_at: string;
  };
  part_orders: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    seq: number;
    part_order_number: string;
    due_date: string;
    build_sop_uuid: string | null;
    packing_group: string | null;
    status: "open" | "processing" | "complete" | "incomplete" | "canceled";
    flushed_at: string | null;
    created_at: string;
    updated_at: string;
  };
  builds: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    name: string;
    revision: string;
    status: "Unreleased" | "Validation" | "Released" | "Obsolete";
    packing_group: string | null;
    build_sop_uuid: string;
    build_sop_version: number;
    platform_class: string;
    plate: Json;
    slice_thickness_nm: number;
    layer_count: number;
    height_mm: number;
    volume_ml: number;
    created_at: string;
    updated_at: string;
  };
  attachments: {
    customer_uuid: string;
    uuid: string;
    build_uuid: string;
    kind: string;
    filename: string;
    media_type: string;
    file_key: string;
    file_size_bytes: number;
    created_at: string;
  };
  printed_parts: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    part_uuid: string;
    model_uuid: string;
    part_number: string;
    part_order_uuid: string | null;
    order_index: number | null;
    build_sop_uuid: string;
    packing_group: string | null;
    automatic_packing: number;
    pack_now: number;
    pack_by: string | null;
    build_uuid: string | null;
    place_index: number | null;
    print_order_uuid: string | null;
    print_uuid: string | null;
    print_id: string | null;
    serial_number: string | null;
    resin_lot_number: string | null;
    replaces_uuid: string | null;
    tags: Json;
    status: "waiting" | "preparing" | "queued" | "printing" | "complete" | "failed" | "canceled";
    error: string | null;
    started_at: string | null;
    finished_at: string | null;
    created_at: string;
    updated_at: string;
  };
  build_places: {
    customer_uuid: string;
    build_uuid: string;
    place_index: number;
    part_uuid: string;
    printed_part_uuid: string;
    x_mm: number;
    y_mm: number;
    z_mm: number;
    rotation_deg: number;
  };
  printers: {
    customer_uuid: string;
    serial: string;
    name: string;
    alias: string | null;
    hw_type: string;
    driver: string;
    settings: Json;
    report: Json | null;
    next_poll_at: string | null;
    retired_at: string | null;
    created_at: string;
    updated_at: string;
    resin_change: "by_hand" | "at_start";
    resin_lot_uuid: string | null;
    resin_loaded_at: string | null;
    maintenance_since: string | null;
    maintenance_note: string | null;
    reported_at: string | null;
  };
  printer_memory: {
    customer_uuid: string;
    serial: string;
    memory: string;
  };
  print_orders: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    build_uuid: string;
    total_copies: number;
    print_order_number: string | null;
    print_order_tags: Json;
    notes: string | null;
    route_to: Json;
    created_at: string;
    updated_at: string;
  };
  prints: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    build_uuid: string;
    print_order_uuid: string;
    printer_serial: string;
    name: string;
    print_id: string;
    status: "queued" | "printing" | "finished" | "failed" | "canceled";
    position: number | null;
    expected_end_at: string | null;
    printed_by: string | null;
    platform_serial: string | null;
    origin: Json | null;
    config: Json;
    metrics: Json | null;
    feedback: Json | null;
    error: string | null;
    queued_at: string;
    started_at: string | null;
    finished_at: string | null;
    updated_at: string;
    resin_lot_uuid: string | null;
  };
  part_measurement_templates: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    production_sop_name: string;
    production_sop_version: number;
    operation_name: string;
    measurement_name: string;
    measurement_type: "process" | "value" | "category";
    measurement_classification: string | null;
    required_level: "required" | "not_required" | "required_for_failure";
    units: string | null;
    min: number | null;
    max: number | null;
    category_options: Json | null;
    zones: Json;
    part_numbers: Json;
    retired_at: string | null;
    created_at: string;
    updated_at: string;
  };
  part_measurements: {
    customer_uuid: string;
    uuid: string;
    application_uuid: string;
    printed_part_uuid: string;
    part_measurement_template_uuid: string;
    value: number | null;
    category_value: string | null;
    zones: Json;
    notes: string;
    measurement_result: "pass" | "fail" | "flag" | "incomplete";
    external_id: string | null;
    measured_at: string;
    measured_by: string;
    voided_at: string | null;
    void_reason: string | null;
    created_at: string;
    updated_at: string;
  };
  events: {
    seq: Generated<number>;
    at: string;
    customer_uuid: string;
    actor: string;
    noun: string;
    uuid: string;
    what: string;
    details: Json;
  };
  event_seals: {
    customer_uuid: string;
    seq: number;
    hash: string;
  };
  seal_heads: {
    customer_uuid: string;
    seq: number;
    event_count: number;
    hash: string;
    signature: string;
    sealed_at: string;
  };
  counters: {
    customer_uuid: string;
    name: string;
    value: number;
  };
  settings: {
    name: string;
    value: string;
  };
};
