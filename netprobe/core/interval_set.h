#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace netprobe {

/// The numbers from `first` to `last`, both included; `first` is not beyond `last`.
template <typename Number>
struct Interval {
  Number first{};
  Number last{};
  auto operator<=>(const Interval&) const = default;
};

/// A set of unsigned numbers as sorted intervals that neither overlap nor touch, so that equal sets
/// are equal values. A Number is unsigned, its least value is `Number{}`, its greatest `~Number{}`.
template <typename Number>
class IntervalSet {
 public:
  using Intervals = std::vector<Interval<Number>>;

  IntervalSet() = default;
  /// In any order, overlapping or not: O(n log n).
  explicit IntervalSet(Intervals intervals) : intervals_(std::move(intervals)) {
    std::sort(intervals_.begin(), intervals_.end());
    merge_neighbours();
  }
  static IntervalSet everything() { return IntervalSet({{Number{}, greatest()}}); }

  [[nodiscard]] const Intervals& intervals() const { return intervals_; }
  [[nodiscard]] bool empty() const { return intervals_.empty(); }
  [[nodiscard]] bool contains(Number number) const {
    return contains(Interval<Number>{number, number});
  }
  /// The whole interval.
  [[nodiscard]] bool contains(const Interval<Number>& wanted) const {
    const auto found = reaching(intervals_.begin(), intervals_.end(), wanted.first);
    return found != intervals_.end() && found->first <= wanted.first && wanted.last <= found->last;
  }
  [[nodiscard]] IntervalSet complement() const { return everything() - *this; }

  bool operator==(const IntervalSet&) const = default;

  friend IntervalSet operator|(const IntervalSet& a, const IntervalSet& b) {
    IntervalSet out;
    out.intervals_.resize(a.intervals_.size() + b.intervals_.size());
    std::merge(a.intervals_.begin(), a.intervals_.end(), b.intervals_.begin(), b.intervals_.end(),
               out.intervals_.begin());
    out.merge_neighbours();
    return out;
  }

  friend IntervalSet operator&(const IntervalSet& a, const IntervalSet& b) {
    IntervalSet out;
    auto left = a.intervals_.begin();
    auto right = b.intervals_.begin();
    while (left != a.intervals_.end() && right != b.intervals_.end()) {
      if (left->last < right->first) {
        left = reaching(left, a.intervals_.end(), right->first);
      } else if (right->last < left->first) {
        right = reaching(right, b.intervals_.end(), left->first);
      } else {
        out.intervals_.push_back(
            {std::max(left->first, right->first), std::min(left->last, right->last)});
        ++(left->last < right->last ? left : right);
      }
    }
    return out;
  }

  /// What lies apart from `b` is copied in one go, so that to take a little out of much costs
  /// little.
  friend IntervalSet operator-(const IntervalSet& a, const IntervalSet& b) {
    IntervalSet out;
    out.intervals_.reserve(a.intervals_.size() + b.intervals_.size());
    auto left = a.intervals_.begin();
    auto cut = b.intervals_.begin();
    while (left != a.intervals_.end()) {
      cut = reaching(cut, b.intervals_.end(), left->first);
      if (cut == b.intervals_.end()) {
        break;
      }
      const auto untouched = reaching(left, a.intervals_.end(), cut->first);
      out.intervals_.insert(out.intervals_.end(), left, untouched);
      left = untouched;
      if (left != a.intervals_.end()) {
        out.add_rest(*left++, cut, b.intervals_.end());
      }
    }
    out.intervals_.insert(out.intervals_.end(), left, a.intervals_.end());
    return out;
  }

 private:
  using Position = typename Intervals::const_iterator;

  static Number greatest() { return static_cast<Number>(~Number{}); }

  /// The first interval from `begin` on that ends at the number or beyond it. Steps double, so that
  /// a small set is laid over a large one without walking all of it.
  static Position reaching(Position begin, Position end, Number number) {
    std::ptrdiff_t step = 1;
    while (step < end - begin && (begin + (step - 1))->last < number) {
      begin += step;
      step *= 2;
    }
    const Position limit = begin + std::min(step, end - begin);
    return std::lower_bound(begin, limit, number, [](const Interval<Number>& interval, Number at) {
      return interval.last < at;
    });
  }

  /// Adds what the cuts from `cut` on leave of an interval behind all others.
  void add_rest(Interval<Number> rest, Position cut, Position end) {
    for (; cut != end && cut->first <= rest.last; ++cut) {
      if (cut->last < rest.first) {
        continue;
      }
      if (rest.first < cut->first) {
        intervals_.push_back({rest.first, static_cast<Number>(cut->first - 1U)});
      }
      if (!(cut->last < rest.last)) {
        return;
      }
      rest.first = static_cast<Number>(cut->last + 1U);
    }
    intervals_.push_back(rest);
  }

  /// Joins what overlaps or touches; the intervals are sorted.
  void merge_neighbours() {
    if (intervals_.empty()) {
      return;
    }
    auto kept = intervals_.begin();
    for (auto next = kept + 1; next != intervals_.end(); ++next) {
      const bool apart = kept->last != greatest() && next->first > kept->last + 1U;
      if (apart) {
        *++kept = *next;
      } else {
        kept->last = std::max(kept->last, next->last);
      }
    }
    intervals_.erase(kept + 1, intervals_.end());
  }

  Intervals intervals_;
};

}  // namespace netprobe
