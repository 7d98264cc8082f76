/* Classes by the highest bits of a duration; a percentile is the middle of its class, held
 * between the exact extremes. */
#include "results/histogram.h"

/* The class of a duration: its octave, then its leading bits behind the first. */
static uint32_t class_of(sim_time duration)
{
    if (duration < (sim_time)1 << HISTOGRAM_LOWEST)
        return 0;
    const int octave = 63 - __builtin_clzll((uint64_t)duration);
    if (octave >= HISTOGRAM_LOWEST + HISTOGRAM_OCTAVES)
        return HISTOGRAM_CLASSES - 1;
    const uint64_t leading = (uint64_t)duration >> (octave - HISTOGRAM_CLASS_BITS);
    return (uint32_t)((octave - HISTOGRAM_LOWEST) << HISTOGRAM_CLASS_BITS) +
           (uint32_t)(leading & ((1u << HISTOGRAM_CLASS_BITS) - 1));
}

static sim_time class_start(uint32_t number)
{
    const int octave = HISTOGRAM_LOWEST + (int)(number >> HISTOGRAM_CLASS_BITS);
    const uint64_t leading =
        (1u << HISTOGRAM_CLASS_BITS) | (number & ((1u << HISTOGRAM_CLASS_BITS) - 1));
    return (sim_time)(leading << (octave - HISTOGRAM_CLASS_BITS));
}

static void class_add(struct histogram *h, uint32_t number, uint64_t count)
{
    const uint32_t room = UINT32_MAX - h->classes[number];
    h->classes[number] += count < room ? (uint32_t)count : room;
}

void histogram_add(struct histogram *h, sim_time duration)
{
    if (h->count == 0 || duration < h->minimum)
        h->minimum = duration;
    if (duration > h->maximum)
        h->maximum = duration;
    h->count++;
    h->sum += (uint64_t)duration;
    class_add(h, class_of(duration), 1);
}

void histogram_add_zeros(struct histogram *h, uint64_t count)
{
    if (count == 0)
        return;
    h->minimum = 0;
    h->count += count;
    class_add(h, class_of(0), count);
}

void histogram_merge(struct histogram *h, const struct histogram *other)
{
    if (other->count == 0)
        return;
    h->minimum = h->count ? time_min(h->minimum, other->minimum) : other->minimum;
    h->maximum = time_max(h->maximum, other->maximum);
    h->count += other->count;
    h->sum += other->sum;
    for (uint32_t i = 0; i < HISTOGRAM_CLASSES; i++)
        class_add(h, i, other->classes[i]);
}

sim_time histogram_mean(const struct histogram *h)
{
    return h->count ? (sim_time)((h->sum + h->count / 2) / h->count) : 0;
}

/* The middle of a class stands for what is in it, held between the exact extremes; of the first,
 * which has all that is shorter too, the minimum. */
sim_time histogram_percentile(const struct histogram *h, uint32_t percent)
{
    const uint64_t rank =
        (uint64_t)(((unsigned __int128)h->count * percent + 99) / 100); /* from 1 */
    uint64_t passed = 0;
    for (uint32_t i = 0; i < HISTOGRAM_CLASSES; i++) {
        passed += h->classes[i];
        if (passed >= rank && passed > 0) {
            const sim_time middle = i == 0 ? h->minimum : (class_start(i) + class_start(i + 1)) / 2;
            return time_max(h->minimum, time_min(h->maximum, middle));
        }
    }
    return h->maximum;
}
