#include "validate/fingerprint.hpp"

namespace systole::validate {

std::vector<std::int64_t> fingerprint(const std::vector<workload::Operator>& operators) {
  std::vector<std::int64_t> print;
  for (const workload::Operator& op : operators) {
    const std::vector<std::int64_t> work = workload::fingerprint(op.work);
    print.insert(print.end(), work.begin(), work.end());
    for (const DType dtype : {op.input_dtype, op.weight_dtype, op.output_dtype}) {
      print.push_back(static_cast<std::int64_t>(dtype));
    }
  }
  return print;
}

}  // namespace systole::validate
