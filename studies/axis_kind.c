/* Two tables: from the units of fields and of a run's numbers to those of axes. */
#include "studies/axis_kind.h"

enum axis_kind axis_kind_of_field(enum quantity q)
{
    static const enum axis_kind kinds[] = {
        [QUANTITY_COUNT] = AXIS_NUMBER,        [QUANTITY_TIME] = AXIS_TIME,
        [QUANTITY_RATE] = AXIS_RATE,           [QUANTITY_SIZE] = AXIS_BYTES,
        [QUANTITY_BYTE_RATE] = AXIS_BYTE_RATE, [QUANTITY_PACKETS] = AXIS_PACKETS,
        [QUANTITY_COST] = AXIS_TIME,           [QUANTITY_PROBABILITY] = AXIS_SHARE,
        [QUANTITY_SHARE] = AXIS_SHARE,
    };
    return kinds[q];
}

enum axis_kind axis_kind_of_run(enum run_quantity_kind k)
{
    static const enum axis_kind kinds[RUN_QUANTITY_KINDS] = {
        [RUN_COUNT] = AXIS_NUMBER, [RUN_BYTES] = AXIS_BYTES, [RUN_PACKETS] = AXIS_PACKETS,
        [RUN_TIME] = AXIS_TIME,    [RUN_SHARE] = AXIS_SHARE, [RUN_MEAN] = AXIS_PACKETS,
        [RUN_MOS] = AXIS_NUMBER,
    };
    return kinds[k];
}
