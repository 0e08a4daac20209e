// Compiles Boost.Asio and Boost.Beast once; all other files include only their declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
