/**
 * What the compatible API 0.4.17 is known to be, in a notation of our own and kept apart from the
 * operations table, so that no slip in the table goes unseen. Facts only; our decisions are in
 * DECISIONS.
 *
 * A name ends in `!` when it is required and in `?` when it may be null. Parameters besides:
 * `*` is a list of 1 to 100 values, `~` a list with another bound or none, `@` a time.
 */

/** Method, path, id, tag; then parameters, header fields (^), body (<) and answers (>). */
export const OPERATIONS = `
GET /applications getApplications Applications
  >200:ApplicationsResponse >404
GET /attachments/{uuid} getAttachment Attachments
  uuid! >200:binary >302 >404
GET /builds/{uuid} getBuild Builds
  uuid! >200:Build >404
GET /builds getBuilds Builds
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ created_before@
  created_after@ name* packing_group revision* status sort~ >200:BuildsResponse
POST /model_program_runs createModelProgramRun ModelProgramRuns
  <ModelProgramRunRequest >200:ModelProgramRun >400
GET /model_program_runs/{uuid} getModelProgramRun ModelProgramRuns
  uuid! >200:ModelProgramRun >404
GET /model_program_runs getModelProgramRuns ModelProgramRuns
  uuid* >200:ModelProgramRuns >400
GET /models/{uuid}/download downloadModel Models
  uuid! >200:binary >302 >404
GET /models findModels Models
  uuid* external_id* >200:ModelsResponse >400
GET /models/{uuid} getModel Models
  uuid! >200:Model >404
POST /models/presigned getPresignedUploadUrl Models
  <ModelPresignedUploadUrlRequest >200:ModelPresignedUploadUrlResponse >400
POST /models/presigned/resolve resolvePresignedModelUpload Models
  <ModelResolveUploadRequest >200 >400
POST /models uploadModel Models
  ^filename! ^application-uuid ^external-id <binary >200:Model >400
GET /part_measurement_templates getPartMeasurementTemplates PartMeasurementTemplates
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ sort~
  >200:PartMeasurementTemplateResponse
GET /part_measurements getPartMeasurements PartMeasurements
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ printed_part_uuid* sort~
  >200:PartMeasurementResponse
POST /part_orders createPartOrder PartOrders
  <PartOrderRequest >200:PartOrder >400 >409
DELETE /part_orders/{uuid} deletePartOrder PartOrders
  uuid! >204 >400 >405
GET /part_orders/{uuid} getPartOrder PartOrders
  uuid! >200:PartOrder >404
GET /part_orders getPartOrders PartOrders
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ status packing_group
  part_order_number sort~ >200:PartOrdersResponse
PATCH /part_orders/{uuid} updatePartOrder PartOrders
  uuid! <PartOrderUpdateRequest >200:PartOrder >404
POST /parts createPart Parts
  <PartRequest >200:Part
GET /parts/{uuid} getPart Parts
  uuid! >200:Part >404
GET /parts getParts Parts
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ model_uuid* sort~
  >200:PartsResponse
POST /print_orders createPrintOrder PrintOrders
  <PrintOrderRequest >200:PrintOrder >400 >409
GET /print_orders/{uuid} getPrintOrder PrintOrders
  uuid! >200:PrintOrder >404
GET /print_orders getPrintOrders PrintOrders
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ print_order_number*
  printer_serial* printer_name* sort~ >200:PrintOrdersResponse
PATCH /print_orders/{uuid} updatePrintOrder PrintOrders
  uuid! <PrintOrderUpdateRequest >200:PrintOrder >404
GET /print_quality_data getPrintQualityData PrintQualityData
  printIds!~ >200:PrintsDataQAResponse
GET /printed_parts/{uuid} getPrintedPart PrintedParts
  uuid! >200:PrintedPart >404
GET /printed_parts getPrintedParts PrintedParts
  limit! cursor uuid* application_uuid* updated_before@ updated_after@ started_before@
  started_after@ finished_before@ finished_after@ status print_id* print_uuid* part_uuid*
  part_order_number* part_order_uuid* build_uuid* print_order_number* print_order_uuid* sort~
  >200:PrintedPartsResponse
GET /printers/{serial} getPrinter Printers
  serial! >200:Printer >404
GET /printers getPrinters Printers
  limit! offset! >200:PrintersResponse >404
GET /prints getPrints Prints
  limit! cursor uuid* application_uuid* started_before@ started_after@ finished_before@
  finished_after@ print_id* status~ print_order_number* print_order_uuid* printer_serial*
  build_uuid* printer_name* platform_serial* sort~ >200:PrintsResponse
GET /printers/queues getPrinterQueues Queues
  printer_serial* >200:PrinterQueuesResponse >404
PATCH /printers/queues updatePrinterQueue Queues
  <PrinterQueueMoveRequest|PrinterQueueDeleteRequest >200:PrinterQueueUpdateResponse >404
`;

/** Schema, then its keys. */
export const SCHEMAS = `
Application
  uuid! name! description
ApplicationsResponse
  applications!
Build
  uuid! packing_group parts! attachments name revision status application_uuid part_orders
  created_at updated_at
BuildAttachments
  filename uuid
BuildPartOrders
  uuid part_order_number status
BuildsResponse
  limit next_cursor total_count builds
DoubleParameter
  key! type! value!
IntegerParameter
  key! type! value!
Model
  uuid! filename! external_id application_uuid description file_size_bytes updated_at created_at
  created_by
ModelPresignedUploadUrlRequest
  filename!
ModelPresignedUploadUrlResponse
  presigned_url! model_uuid!
Print
  name print_id uuid build_uuid finished_at started_at remaining_sec printed_by print_order_uuid
  print_order_number status origin config metrics feedback
ModelProgramOperation
  status! progress! model_uuid? failure_message? external_id!
ModelProgramRun
  status! progress! model_uuid? failure_message? uuid operation_status?
ModelProgramRunRequest
  model_program_uuid! parameters!
ModelProgramRunStatusInfo
  status! progress! model_uuid? failure_message?
ModelProgramRuns
  model_program_runs!
ModelResolveUploadRequest
  filename! model_etag! model_uuid! external_id
ModelsResponse
  models
Part
  uuid! part_number! model_uuid description part_tags part_number_tags
PartMeasurement
  uuid printed_part_uuid part_measurement_template_uuid value? category_value? updated_at
  measurement_result zones notes
PartMeasurementResponse
  limit next_cursor total_count part_measurements
PartMeasurementTemplate
  uuid updated_at production_sop_name production_sop_version operation_name measurement_name
  zones zones_enabled required_level measurement_type units? min? max?
  measurement_classification? category_options?
PartMeasurementTemplateCategoryOptions
  fail flag pass
PartMeasurementTemplateResponse
  limit next_cursor total_count part_measurement_templates
PartOrder
  uuid! status part_order_number due_date! printed_parts! flushed_at build_uuids build_sop_uuid
  packing_group application_uuid created_at updated_at
PartOrderRequest
  part_order_number! parts! due_date! flush build_sop_uuid uuid packing_group
PartOrderRequestParts
  uuid
PartOrderUpdateRequest
  flush
PartOrdersResponse
  limit next_cursor total_count part_orders
PartOrdersResponsePartOrders
  uuid status part_order_number printed_parts_count due_date flushed_at build_uuids
  build_sop_uuid packing_group application_uuid created_at updated_at
PartRequest
  part_number! model_uuid! application_uuid
PartsResponse
  limit next_cursor total_count parts
PrintConfig
  resin_name print_profile release_film_nm slice_thickness_nm
PrintFeedback
  feedback_rating feedback_message
PrintMetrics
  average_speed_mmhr consumed_resin_volume_ml minimum_required_resin_volume_ml
  estimated_total_resin_volume_ml measured_resin_volume_ml
PrintOrder
  uuid build_uuid total_copies created_at print_order_number print_order_tags notes routed_to
PrintOrderRequest
  build_uuid! total_copies! route_to! print_order_number print_order_tags notes uuid
PrintOrderRoutedTo
  copies_queued copies_printed
PrintOrderUpdateRequest
  print_order_number print_order_tags notes
PrintOrdersResponse
  limit next_cursor total_count print_orders
PrintOrigin
  cassette_serial cassette_nfc_uid platform_serial platform_nfc_uid printer_serial
  software_version
PrintRef
  name print_id build_uuid finished_at started_at remaining_sec
PrintedPart
  uuid! part_uuid! model_uuid part_number build_uuid part_order_uuid part_order_number
  print_order_uuid print_order_number print_id project_blackline resin_cell_name
  resin_lot_number print_uuid serial_number created_at updated_at finished_at? tags status!
  error
PrintedPartRef
  uuid! part_uuid! status!
PrintedPartTags
  part_number part printed_part
PrintedPartsResponse
  limit next_cursor total_count parts
Printer
  name! alias? serial! hw_type! url! updated_at! status! prints!
PrinterPrints
  last current next queue_length!
PrinterQueue
  printer_serial updated_at print_uuids
PrinterQueueDeleteRequest
  action_type! print_uuids!
PrinterQueueMoveRequest
  action_type! printer_serial! index! print_uuids!
PrinterQueueUpdateResponse
  uuids code message
PrinterQueuesResponse
  printer_queues
PrinterStatus
  alerts printer_state! software_version!
PrintersResponse
  limit! offset! total_count! printers!
PrintsDataQAResponse
  prints
PrintsResponse
  limit next_cursor total_count prints
StringParameter
  key! type value!
`;

/** Keys of PrintDataQa, a line each or several by comma: all text, none required. */
export const QUALITY_KEYS = `
Print ID, Printer ID, Total Slices, Cassette Name, Estimated Print Time (ms),
Resin Exposure Compensation, Base Exposure Multiplier, Heater Setpoint (C), Printer Serial,
Project ID, Print Number, Software Version, Printer Name, FFB Enabled Print, Hardware Profile,
Cassette Serial, Window Serial, Platform Serial, Resin Name, Blackline (um),
Estimated Consumed Resin Volume (ml), Minimum Required Resin Volume (ml), Script Name,
Project Name, Print Finished Status, Print Alerts, Started Date-Time, Finished Date-Time,
Total Time (min), Move Time (min), Exposure Time Total (min), Total Delay Time (min),
Light Engine Intensity (mW/cm2), Current to Light Engine (mA),
Avg O2 Partial Pressure at Window (%), Avg O2 Concentration (%), Avg O2 Flow (ml/min),
Estimated Resin Volume (ml), Slice Thickness (um), Build Height (mm), Created At,
Peak Wavelength (nm), Resin Alpha, Resin DC, Resin FC, Resin Viscosity, Light Engine Turned On
`;

/** Closed lists of words: schema, or schema and key. */
export const WORDS: Record<string, string> = {
  "Build.status": "Unreleased Validation Released Obsolete",
  "ModelProgramOperation.status": "complete failed preparing pending invalid",
  "ModelProgramRun.status": "complete failed preparing pending invalid",
  "ModelProgramRunStatusInfo.status": "complete failed preparing pending invalid",
  "PartMeasurement.measurement_result": "pass fail flag incomplete",
  "PartMeasurementTemplate.required_level": "required not_required required_for_failure",
  "PartMeasurementTemplate.measurement_type": "process value category",
  PartOrderStatus: "open processing complete incomplete canceled",
  PrintedPartStatus: "waiting preparing queued printing complete failed canceled",
  "PrinterQueueDeleteRequest.action_type": "PrinterQueueDeleteRequest",
  "PrinterQueueMoveRequest.action_type": "PrinterQueueMoveRequest",
  "PrinterQueueUpdateResponse.code": "0 1 2",
};

/** Fields that a list can be sorted by, where they are known. */
export const SORTABLE: Record<string, string> = {
  getBuilds: "build_uuid updated_at status created_at",
  getPartOrders: "uuid updated_at part_order_number due_date flushed_at",
  getParts: "uuid updated_at part_number model_uuid",
  getPrintOrders: "uuid updated_at print_order_number",
  getPrintedParts: "uuid updated_at part_number created_at status",
  getPrints: "uuid status started_at finished_at print_order_number",
};

/** Where we knowingly differ, and why. */
export const DECISIONS = {
  /** Keys that may be null although no flag says so: null is what is seen, or safer. */
  nullable: [
    // Programs that index the raw answer are better served by null than by no key.
    "next_cursor",
    // The documentation's text says null, its flag does not.
    "PartOrder.flushed_at",
    "PartOrdersResponsePartOrders.flushed_at",
    // Null in the documented example.
    "PrintedPart.error",
    "PrintedPartTags.part_number",
    "PrintedPartTags.part",
    "PrintedPartTags.printed_part",
  ],
  /** GET /models as it was in 0.3.5, kept for clients of that age. */
  earlier_parameters: [
    "limit",
    "cursor",
    "application_uuid*",
    "filename*",
    "updated_before@",
    "updated_after@",
    "sort~",
  ],
  earlier_keys: ["limit", "next_cursor", "total_count"],
  /** Documented and never answered: where there is nothing, the answer is an empty list. */
  never_answered: ["getApplications 404", "getPrinters 404"],
};
