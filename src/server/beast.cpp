// Boost.Asio and Boost.Beast, compiled once; everything else includes their declarations.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
