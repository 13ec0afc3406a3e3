#include "musik_kernels.h"
